// The Files service: regular files of one folder, opened so that nothing outside it can be reached
// (reliability.md T7).
#pragma once

#include <functional>
#include <string>

#include "connectors/api/services.h"

namespace closemap {

inline constexpr std::int64_t kFileBytesMax = 64LL * 1024 * 1024;
inline constexpr std::int64_t kFileStableMs = 2'000;  // untouched that long: nobody is writing it
inline constexpr std::size_t kFilesPerFolderMax = 10'000;

// Thread rule: one caller at a time. `now` is only compared with modification times.
class FolderFiles final : public Files {
 public:
  FolderFiles(std::string folder, std::function<Instant()> now);
  // Name order. Error config: no folder configured; transient: it cannot be listed now.
  Result<std::vector<FileInfo>> list() override;
  std::vector<LeftOut> left_out() const override { return left_out_; }
  Result<std::string> read(const FileInfo& file) override;

 private:
  Result<int> open_folder() const;
  std::string folder_;
  std::function<Instant()> now_;
  std::vector<LeftOut> left_out_;  // of the last list(), at most kFilesPerFolderMax
};

}  // namespace closemap
