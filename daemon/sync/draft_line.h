// Drafts on their way: while the core reads and writes some of them, a worker works others out.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>

#include "daemon/sync/aside.h"
#include "daemon/sync/plan_draft.h"

namespace closemap {

// In batches: one is filled while the one before is worked out. They are written in the order they
// came in. What a worker allocates goes back to a worker, where the next draft in its place is
// worked out: two threads that share a heap's lock would wait for each other.
// Thread rule: the core thread.
class DraftLine {
 public:
  static constexpr std::size_t kBatches = 2;
  static constexpr std::size_t kDraftsInBatch = 24;  // waking a worker costs as much as a draft

  struct Doors {
    std::function<void(std::function<void()>)> aside;  // runs it on any thread, or never
    std::function<void(PlanDraft&)> work_out;          // any thread
    std::function<void(PlanDraft&)> write;             // the core thread
  };
  explicit DraftLine(Doors doors) : doors_(std::move(doors)) {}
  ~DraftLine();
  DraftLine(const DraftLine&) = delete;
  DraftLine& operator=(const DraftLine&) = delete;

  PlanDraft& free();  // the place of the next one; what stands in it is of no use
  void keep();        // it is filled in; drafts of an earlier batch may be written
  void finish();      // all are written

 private:
  struct Batch {
    std::array<PlanDraft, kDraftsInBatch> drafts;
    std::size_t count = 0;
    std::shared_ptr<Aside> work;  // null: not handed over
  };
  void hand_over(Batch& batch);
  void write(Batch& batch);
  void work_out(Batch& batch);

  Batch& filled() { return batches_.at(at_); }

  Doors doors_;
  std::array<Batch, kBatches> batches_;  // a ring
  std::size_t at_ = 0;                   // of the one that is filled; the next is the oldest
};

}  // namespace closemap
