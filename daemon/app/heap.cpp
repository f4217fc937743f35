// Settings of glibc's heap, and large pages for it.
#include "daemon/app/heap.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "daemon/app/executor.h"

namespace closemap {
namespace {

constexpr std::size_t kMiB = 1024 * 1024;
constexpr std::size_t kLargePage = 2 * kMiB;

std::uintptr_t heap_end() {
  return reinterpret_cast<std::uintptr_t>(sbrk(0));  // NOLINT(performance-no-int-to-ptr)
}

// What the heap grew by just now, for the kernel to back with large pages where it has them. No
// harm where it has none.
void ask_for_large_pages(std::uintptr_t begin, std::uintptr_t end) {
  begin = (begin + kLargePage - 1) / kLargePage * kLargePage;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): it is where the heap lies.
  if (begin < end) madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace

void prepare_heap() {
  constexpr int kHeaps = 1 + kConcurrentPulls;  // the core's own, and one of each that pulls
  constexpr int kOwnMappingBytes = 16 * kMiB;   // beyond: a mapping of its own
  constexpr int kKeptBytes = 4 * kMiB;          // free memory kept at the end of the heap
  constexpr int kAheadBytes = 64 * kMiB;        // address space the heap grows by
  mallopt(M_ARENA_MAX, kHeaps);
  mallopt(M_MMAP_THRESHOLD, kOwnMappingBytes);
  mallopt(M_TRIM_THRESHOLD, kKeptBytes + kAheadBytes);
  mallopt(M_TOP_PAD, kAheadBytes);
  const std::uintptr_t before = heap_end();
  void* volatile more = std::malloc(kOwnMappingBytes - kMiB);  // than is left at the end: it grows
  std::free(more);
  ask_for_large_pages(before, heap_end());
}

}  // namespace closemap
