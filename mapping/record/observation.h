// An observation: one CRM record mapped to canonical fields (design.md §1, domain.md §3.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/core/digest.h"
#include "mapping/core/streams.h"

namespace closemap {

// Canonical fields by stream; a field map may fill only these ("key.NAME" is open-ended).
//  opportunity: name, account.name, account.domain, account.ref, stage (raw word), stage_rank
//  (integer),
//    amount {"minor","currency"}, close_date, created_on, next_step, owner
//    {"email"?,"ref"?,"name"?}, anchor.go_live, anchor.decision, anchor.signature, closed
//    ("won"|"lost"), timezone, key.NAME
//  milestone: opportunity (ref), key, title, owner {..}, status, due, baseline, actual_start,
//  actual, estimate, not_before,
//    deadline, duration_days, min_duration_days, after (text, "M1;M2?+3bd"), kind, category, party,
//    handoff_to, done_condition, blocked_reason
//  person: name, email, party, kind, title, timezone, active
//  account: name, domain, email
// What something is called (name, account.name, title, owner's name) stands on one line.
// A word that is none of the known ones is never guessed: the field is absent and "<field>_raw"
// holds the word (lookups, party, closed, e-mail; amount without a currency). `stage` itself is the
// raw word.
struct Mapped {
  std::string
      fields;      // canonical JSON object: keys sorted, absent fields left out, dates "YYYY-MM-DD"
  Hash128 digest;  // of `fields`: decides "changed" (design.md §3 rule 2)
  // link_key() of what the record can be found by. opportunity: every key.NAME, and what
  // add_account_keys() adds; milestone: "milestone.of" = its opportunity; person: "person.email".
  std::vector<std::uint64_t> keys;
  bool closed = false;  // opportunity that is won or lost: never starts a plan
};

// Index key of one linking value: hash64 of "name\x1fvalue", value trimmed and lower-cased.
std::uint64_t link_key(std::string_view name, std::string_view value);

}  // namespace closemap
