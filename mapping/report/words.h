// Small words of notices: dates, days, names (design.md §9).
#pragma once

#include <string>
#include <vector>

#include "mapping/plan/plan.h"
#include "mapping/schedule/network.h"

namespace closemap {

std::string working_days(int days);   // "1 working day", "5 working days"
std::string calendar_days(int days);  // "1 day", "21 days"
// A step's title, shortened to kTitleCharsMax.
std::string title_of(const Plan& plan, const std::string& milestone);
// "Priya Nair (partner)"; without a person the CRM's word, else "nobody yet (partner)".
std::string owner_of(const Plan& plan, const Milestone& milestone);
// Ids of the steps in the plan's order, those it does not name behind them, and none before what it
// waits for: records of two CRMs come in any order.
std::vector<std::string> steps_in_order(const Plan& plan);
// What is handed over, where a line begins: a step's title as it is written, else capitalised.
std::string handed_over(const Plan& plan, const Handoff& handoff);
std::string name_of(const Plan& plan, const std::string& person);  // "" when unknown
std::string date_of(Date date);                                    // "Mon 2026-05-04"
// Date of an input text "2026-05-04" with its weekday; the text itself when it is no date.
std::string date_of(std::string_view text);
std::string capitalised(std::string text);
// The same where the text may begin with a name, which keeps its letters: a connector's (`crm: …`,
// `crm/person …`) and the program's own.
std::string opening(std::string text);
// "USD 180,000", "EUR 1,234.50", "JPY 5,000": for people; programs read to_text(Money).
std::string money_text(const Money& money);
// "Tue 2026-03-17 10:00 (America/New_York)".
std::string local_time_text(Instant instant, const Zone& zone);

}  // namespace closemap
