// The words of each signal that is about the plan as a whole, a party or an operator's matter; the
// steps' own words are in notice_text.cpp. Inputs are those the family of the signal gives
// (mapping/signal); a sentence leaves out what an input does not say.
#pragma once

#include <string>

#include "mapping/report/notice_parts.h"

namespace closemap {

// null: no words of this name here.
using SignalWords = NoticeText (*)(const Telling&);
SignalWords step_signal_words(std::string_view name);  // about steps, handoffs, meetings, pilots
SignalWords plan_signal_words(std::string_view name);  // about the plan, a party, the close
SignalWords ops_signal_words(std::string_view name);   // operators only

// Subject line "what — plan name" and the headline.
NoticeText notice_of(const Telling& telling, const std::string& what, std::string headline);
// "name" of an input as a date with weekday, or as text; empty when it is not there.
std::string said(const Telling& telling, std::string_view name);
std::string said_date(const Telling& telling, std::string_view name);
// A number of an input as "5 working days" or "5 days"; empty when it is not there or no number.
std::string said_working_days(const Telling& telling, std::string_view name);
std::string said_days(const Telling& telling, std::string_view name);
// `before` + value + `after`, or nothing when the value is empty.
std::string if_said(const std::string& before, const std::string& value, const std::string& after);
// "Contoso (partner)" of the signal's party or subject; the party's word when it has no name.
std::string party_of(const Telling& telling);
// The same where a sentence begins: "The partner …", but a name as it is written.
std::string party_first(const Telling& telling);

}  // namespace closemap
