// Sign-offs: what a party signs, its hash, and when a signature no longer holds (domain.md §1.5).
#pragma once

#include <string>
#include <vector>

#include "mapping/core/json.h"
#include "mapping/plan/plan.h"

namespace closemap {

// What `party` signs: the material subset of what it can see (view.h): anchors, the three target
// dates, active milestones with title, party and owner, gates, success criteria, what follows when
// they are met, and for the sellers the economics without who agreed to them. Not material:
// status, actual dates, forecasts, due dates, risks.
Json material_subset(const Plan& plan, Party party);
// SHA-256 of its canonical JSON, 64 hex digits.
std::string content_hash(const Plan& plan, Party party);

struct Signature {
  std::string by;      // person id
  std::string method;  // email_reply esign portal verbal_recorded import
  Instant at;
};

// A person of the party signs what the party sees now. Refused for a draft or a closed plan and
// for anyone but a named person of the party. Signing again what is signed already changes nothing.
Status sign(Plan& plan, Party party, const Signature& signature);
// The same person may say no; the version last signed stays on record (I18).
Status decline(Plan& plan, Party party, const Signature& signature);
// Signatures whose party now sees other material than it signed become stale; returns those
// parties. A signature without a hash (imported) stands for what the party saw in `before`.
std::vector<Party> refresh_sign_offs(Plan& plan, const Plan& before);

}  // namespace closemap
