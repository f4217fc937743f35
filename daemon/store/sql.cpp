// Statements, database errors in the caller's words, and the bytes that digests are made of.
#include "daemon/store/sql.h"

#include <sqlite3.h>

#include <bit>

namespace closemap::sql {

static_assert(std::endian::native == std::endian::little, "digests lie in the file as they are");

SQLite::Statement& Query::ready() {
  if (!statement_) {
    statement_.emplace(database_, text_);
    kept_.resize(static_cast<std::size_t>(statement_->getBindParameterCount()));
  }
  return *statement_;
}

std::string_view Run::view(int column) {
  const SQLite::Column value = statement_.getColumn(column);
  const char* data = static_cast<const char*>(value.getBlob());
  return data == nullptr ? std::string_view()
                         : std::string_view(data, static_cast<std::size_t>(value.getBytes()));
}

BulkInsert::BulkInsert(SQLite::Database& database, const char* into, int columns)
    : database_(database), into_(into), columns_(columns) {}

SQLite::Statement& BulkInsert::ready() {
  if (statement_) return *statement_;
  // OR FAIL: a row that is refused throws and everything is rolled back, so that SQLite need not
  // be able to undo this statement alone.
  std::string text = std::string("INSERT OR FAIL INTO ") + into_;
  int parameter = 2;
  for (int row = 0; row < kRows; ++row) {
    text += row == 0 ? " SELECT " : " UNION ALL SELECT ";
    for (int column = 0; column < columns_; ++column)
      text += (column == 0 ? "?" : ",?") + std::to_string(parameter++);
    text += " WHERE ?1>" + std::to_string(row);
  }
  statement_.emplace(database_, text);
  kept_.resize(static_cast<std::size_t>(parameter));
  return *statement_;
}

// A value that stands there from the last time is not bound again: most columns say the same row
// after row. Nor is a text of the same length: SQLite reads it where it lies.
void BulkInsert::place_bytes(SQLite::Statement& statement, int index, std::string_view value,
                             bool text) {
  Kept& kept = kept_[static_cast<std::size_t>(index)];
  if (kept.kind == Kept::Kind::bytes && kept.bytes.size() == value.size()) {
    value.copy(kept.bytes.data(), value.size());
    return;
  }
  kept.kind = Kept::Kind::nothing;
  kept.bytes = value;
  if (text)
    statement.bindNoCopy(index, kept.bytes);
  else
    statement.bindNoCopy(index, static_cast<const void*>(kept.bytes.data()),
                         static_cast<int>(kept.bytes.size()));
  kept.kind = Kept::Kind::bytes;
}

void BulkInsert::place_number(SQLite::Statement& statement, int index, std::int64_t value) {
  Kept& kept = kept_[static_cast<std::size_t>(index)];
  if (kept.kind == Kept::Kind::number && kept.number == value) return;
  statement.bind(index, value);
  kept.kind = Kept::Kind::number;
  kept.number = value;
}

void BulkInsert::place_null(SQLite::Statement& statement, int index) {
  Kept& kept = kept_[static_cast<std::size_t>(index)];
  if (kept.kind == Kept::Kind::null) return;
  statement.bind(index);
  kept.kind = Kept::Kind::null;
}

void BulkInsert::flush() {
  if (waiting_ == 0) return;
  SQLite::Statement& statement = ready();
  statement.bind(1, waiting_);
  waiting_ = 0;
  struct Reset {
    SQLite::Statement& statement;
    ~Reset() { statement.tryReset(); }
  } reset{statement};
  statement.executeStep();
}

Error corrupt_error(const std::string& path, std::string_view why) {
  return Error{Fault::permanent,
               "store " + path + " is corrupt (" + std::string(why) +
                   "): keep the file, stop the daemon and put its newest backup in this place"};
}

Error to_error(const SQLite::Exception& exception, const std::string& path) {
  const std::string store = "store " + path + ": ";
  const std::string code =
      " (sqlite code " + std::to_string(exception.getExtendedErrorCode()) + ")";
  switch (exception.getErrorCode() & 0xff) {
    case SQLITE_FULL:
      return Error{Fault::transient,
                   store + "disk full, the change was rolled back: free space, it is tried again"};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Error{Fault::transient,
                   store + "locked by another process: close the program that has it open"};
    case SQLITE_IOERR:
      return Error{Fault::transient, store + "i/o error" + code +
                                         ", the change was rolled back: check the disk, it is "
                                         "tried again"};
    case SQLITE_NOMEM:
      return Error{Fault::transient, store + "out of memory, the change was rolled back"};
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
      return Error{Fault::config, store + "cannot be opened for writing" + code +
                                      ": check that its folder exists and belongs to this user"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return corrupt_error(path, exception.getErrorStr());
    default:
      return Error{Fault::bug, store + exception.what() + code};
  }
}

Content& Content::raw(const Sha256& bytes) {
  buffer_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return *this;
}

Content& Content::add(std::int64_t value) {
  auto rest = static_cast<std::uint64_t>(value);
  for (; rest >= 0x80; rest >>= 7U) buffer_.push_back(static_cast<char>((rest & 0x7fU) | 0x80U));
  buffer_.push_back(static_cast<char>(rest));
  return *this;
}

Content& Content::add(std::string_view text) {
  add(static_cast<std::int64_t>(text.size()));
  buffer_.append(text);
  return *this;
}

Content& Content::add(const std::optional<Instant>& instant) {
  add(std::int64_t{instant ? 1 : 0});
  return instant ? add(instant->ms) : *this;
}

}  // namespace closemap::sql
