// Statements prepared once for life over SQLiteCpp: binding, stepping and resetting in one place.
// Internal to daemon/store; nothing outside includes it but its tests.
//
// SQLite::Exception leaves every call here and is turned into an Error by Store (to_error below).
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>

#include <cassert>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "daemon/store/rows.h"
#include "mapping/core/digest.h"
#include "mapping/core/result.h"

namespace closemap::sql {

struct Ref {  // a row that may be missing: 0 is bound as NULL
  Row row = 0;
};
struct Blob {
  std::string_view bytes;
};

// What the store holds cannot be what the store wrote: leaves Store as a permanent error.
struct Malformed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Query {
 public:
  Query(SQLite::Database& database, const char* text) : database_(database), text_(text) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

 private:
  friend class Run;
  SQLite::Statement& ready();  // prepares at the first use

  SQLite::Database& database_;
  const char* text_;
  std::optional<SQLite::Statement> statement_;
  std::vector<std::string> kept_;  // text handed in as a view, one place a parameter
  bool running_ = false;
};

// One execution of a query. An lvalue std::string and a Blob are bound without a copy and must
// outlive the run; the destructor resets the statement, also when an exception passes.
class Run {
 public:
  template <class... Args>
  explicit Run(Query& query, Args&&... args) : query_(query), statement_(query.ready()) {
    assert(!query_.running_ && "a query is run inside its own run");
    query_.running_ = true;
    try {
      int index = 0;
      (bind(++index, std::forward<Args>(args)), ...);
    } catch (...) {
      query_.running_ = false;
      throw;
    }
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    statement_.tryReset();
    query_.running_ = false;
  }

  bool next() { return statement_.executeStep(); }
  // Runs a change to its end and says how many rows it touched.
  int done() {
    const bool row = statement_.executeStep();
    assert(!row);
    static_cast<void>(row);
    return statement_.getChanges();
  }

  std::int64_t integer(int column) { return statement_.getColumn(column).getInt64(); }
  bool flag(int column) { return integer(column) != 0; }
  bool null(int column) { return statement_.isColumnNull(column); }
  std::string text(int column) { return statement_.getColumn(column).getString(); }
  std::string_view view(int column);  // valid until the next step
  Instant instant(int column) { return Instant{integer(column)}; }
  std::optional<Instant> maybe_instant(int column) {
    return null(column) ? std::nullopt : std::optional(instant(column));
  }

 private:
  template <class T>
  void bind(int index, T&& value) {
    using Plain = std::remove_cvref_t<T>;
    if constexpr (std::is_same_v<Plain, std::string> && std::is_lvalue_reference_v<T>) {
      statement_.bindNoCopy(index, value);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
      std::string& kept = query_.kept_[static_cast<std::size_t>(index - 1)];
      kept.assign(std::string_view(value));
      statement_.bindNoCopy(index, kept);
    } else if constexpr (std::is_same_v<Plain, Blob>) {
      // An empty view may have no address, which SQLite would read as NULL.
      const char* data = value.bytes.empty() ? "" : value.bytes.data();
      statement_.bindNoCopy(index, static_cast<const void*>(data),
                            static_cast<int>(value.bytes.size()));
    } else if constexpr (std::is_same_v<Plain, Sha256>) {
      statement_.bindNoCopy(index, static_cast<const void*>(value.data()),
                            static_cast<int>(value.size()));
    } else if constexpr (std::is_same_v<Plain, Ref>) {
      if (value.row == 0) {
        statement_.bind(index);
      } else {
        statement_.bind(index, static_cast<std::int64_t>(value.row));
      }
    } else if constexpr (std::is_same_v<Plain, Instant>) {
      statement_.bind(index, static_cast<std::int64_t>(value.ms));
    } else if constexpr (std::is_same_v<Plain, std::optional<Instant>>) {
      if (value) {
        statement_.bind(index, static_cast<std::int64_t>(value->ms));
      } else {
        statement_.bind(index);
      }
    } else {
      static_assert(std::is_integral_v<Plain>);
      statement_.bind(index, static_cast<std::int64_t>(value));
    }
  }

  Query& query_;
  SQLite::Statement& statement_;
};

// Rows of one table, many to a statement: beginning and ending one costs more than a row does.
// What add() was given is copied; it is in the table after flush(), or when kRows are together.
class BulkInsert {
 public:
  // `into`: the table and its columns, "t(a, b)".
  BulkInsert(SQLite::Database& database, const char* into, int columns);
  BulkInsert(const BulkInsert&) = delete;
  BulkInsert& operator=(const BulkInsert&) = delete;

  template <class... Args>
  void add(const Args&... values) {
    assert(sizeof...(values) == static_cast<std::size_t>(columns_));
    SQLite::Statement& statement = ready();
    int index = 2 + waiting_ * columns_;  // the first parameter is the number of rows
    (place(statement, index++, values), ...);
    if (++waiting_ == kRows) flush();
  }
  void flush();
  void drop() { waiting_ = 0; }  // after a rollback

 private:
  static constexpr int kRows = 16;
  SQLite::Statement& ready();
  template <class T>
  void place(SQLite::Statement& statement, int index, const T& value) {
    if constexpr (std::is_convertible_v<const T&, std::string_view>)
      place_bytes(statement, index, value, true);
    else if constexpr (std::is_same_v<T, Sha256>)
      place_bytes(statement, index, {reinterpret_cast<const char*>(value.data()), value.size()},
                  false);
    else if constexpr (std::is_same_v<T, Instant>)
      place_number(statement, index, value.ms);
    else if constexpr (std::is_same_v<T, std::optional<Instant>>)
      value ? place_number(statement, index, value->ms) : place_null(statement, index);
    else if constexpr (std::is_same_v<T, Ref>)
      value.row != 0 ? place_number(statement, index, value.row) : place_null(statement, index);
    else
      place_number(statement, index, static_cast<std::int64_t>(value));
  }
  void place_bytes(SQLite::Statement& statement, int index, std::string_view value, bool text);
  void place_number(SQLite::Statement& statement, int index, std::int64_t value);
  void place_null(SQLite::Statement& statement, int index);

  struct Kept {  // what a parameter holds
    enum class Kind : std::uint8_t { nothing, null, number, bytes } kind = Kind::nothing;
    std::int64_t number = 0;
    std::string bytes;
  };

  SQLite::Database& database_;
  const char* into_;
  int columns_;
  int waiting_ = 0;
  std::optional<SQLite::Statement> statement_;
  std::vector<Kept> kept_;  // by parameter
};

// The caller's view of a database failure: full, busy and I/O errors are transient, corruption is
// permanent, everything else is our bug. `path` names the store in the text.
Error to_error(const SQLite::Exception& exception, const std::string& path);
Error corrupt_error(const std::string& path, std::string_view why);

// 16 bytes of a digest as they lie in a column, and back.
struct DigestBytes {
  explicit DigestBytes(const Hash128& digest) {
    std::memcpy(bytes, &digest.lo, 8);
    std::memcpy(bytes + 8, &digest.hi, 8);
  }
  Blob blob() const { return Blob{{bytes, sizeof bytes}}; }
  char bytes[16];
};
inline bool same_digest(std::string_view stored, const Hash128& digest) {
  const DigestBytes fresh(digest);
  return stored == std::string_view(fresh.bytes, sizeof fresh.bytes);
}

// Canonical bytes of a row's content, for SHA-256: every value is length-prefixed or a varint.
class Content {
 public:
  explicit Content(std::string& buffer) : buffer_(buffer) { buffer_.clear(); }
  Content& raw(const Sha256& bytes);
  Content& add(std::int64_t value);
  Content& add(std::string_view text);
  Content& add(const std::optional<Instant>& instant);

 private:
  std::string& buffer_;
};

}  // namespace closemap::sql
