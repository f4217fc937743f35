// Batches that take turns.
#include "daemon/sync/draft_line.h"

#include <algorithm>
#include <utility>

namespace closemap {

// After a rollback: what nobody will write.
DraftLine::~DraftLine() {
  for (Batch& batch : batches_)
    if (batch.work) batch.work->forget();
}

PlanDraft& DraftLine::free() { return filled().drafts.at(filled().count); }

void DraftLine::keep() {
  if (++filled().count < kDraftsInBatch) return;
  hand_over(filled());
  at_ = (at_ + 1) % kBatches;
  write(filled());
}

void DraftLine::finish() {
  const bool others = std::any_of(batches_.begin(), batches_.end(),
                                  [](const Batch& batch) { return batch.work != nullptr; });
  if (others && filled().count > 0) hand_over(filled());
  for (std::size_t i = 1; i <= kBatches; ++i) write(batches_.at((at_ + i) % kBatches));
}

void DraftLine::work_out(Batch& batch) {
  for (std::size_t i = 0; i < batch.count; ++i) doors_.work_out(batch.drafts.at(i));
}

void DraftLine::hand_over(Batch& batch) {
  batch.work = std::make_shared<Aside>([this, &batch] { work_out(batch); });
  doors_.aside([work = batch.work] { work->take_over(); });
}

void DraftLine::write(Batch& batch) {
  if (batch.work)
    std::exchange(batch.work, nullptr)->finish();
  else
    work_out(batch);
  for (std::size_t i = 0; i < batch.count; ++i) doors_.write(batch.drafts.at(i));
  batch.count = 0;
}

}  // namespace closemap
