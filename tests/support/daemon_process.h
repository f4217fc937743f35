// The real daemon as a child process of a test.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace closemap::test {

class DaemonProcess {
 public:
  // Runs `program run --config C --state-dir S`; its log goes to `log_path`.
  DaemonProcess(const std::string& program, const std::string& config, const std::string& state_dir,
                const std::string& log_path);
  ~DaemonProcess();  // kills what still runs
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;
  void signal(int number) const;
  int wait();  // exit code, or 128 + signal
  bool running();
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = -1;
  int code_ = -1;
};

// Runs a command to its end; stdout and stderr together.
struct Ran {
  int code = 0;
  std::string out;
};
Ran run_program(const std::vector<std::string>& argv);

// A new folder below the system's temporary one, removed with the object.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }
  // Writes by rename and dates the file a minute back, so that it counts as finished.
  void write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace closemap::test
