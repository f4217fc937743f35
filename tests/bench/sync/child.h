// One measured run a process: its CPU time and its peak memory are its own.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "mapping/core/result.h"

namespace closemap::bench {

using Figures = std::map<std::string, double>;

// Time spent so far by this process, all threads.
struct Spent {
  double cpu_s = 0, wall_s = 0;
  static Spent now();
  friend Spent operator-(Spent a, Spent b) { return {a.cpu_s - b.cpu_s, a.wall_s - b.wall_s}; }
};
double peak_rss_mb();  // of this process since it began
// Bytes this process handed to write calls of any kind (/proc/self/io, wchar).
double bytes_written();

// Runs `body` in a forked process and returns the figures it returned. Its error comes back as
// text. REQUIRES: no other thread runs in this process.
Result<Figures> in_child(const std::function<Result<Figures>()>& body);

// Runs a program and returns the one line of figures it prints: "name value name value …".
Result<Figures> run_program(const std::vector<std::string>& arguments);

}  // namespace closemap::bench
