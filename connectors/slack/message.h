// A notice as a Slack message: blocks within Block Kit's limits, data never read as markup (T11).
#pragma once

#include <string>
#include <string_view>

#include "connectors/api/notice.h"

namespace closemap::slack {

// Block Kit limits (api-facts §12.3), in code points.
inline constexpr std::size_t kHeaderChars = 150;
inline constexpr std::size_t kTextChars = 2900;       // of one text object; Slack's limit is 3000
inline constexpr std::size_t kLinesMax = 40;          // lines shown; Slack takes 50 blocks
inline constexpr std::size_t kItemsMax = 30;          // items of one line
inline constexpr std::size_t kMessageChars = 12'000;  // all blocks together
inline constexpr std::size_t kFallbackChars = 3900;   // `text`; 4000 are recommended
inline constexpr const char kEventType[] = "closemap_notice";

struct Envelope {
  std::string channel;    // empty for an incoming webhook
  std::string thread_ts;  // empty: starts a thread of its own
  std::string mention;    // user id to mention; empty: nobody
  bool blocks = true;     // false: plain text only, after Slack refused the blocks
};

// The JSON body of chat.postMessage (or of an incoming webhook).
std::string message_json(const Notice& notice, const Envelope& envelope);

// Text for a place where Slack reads markup: & < > escaped, formatting characters made harmless
// (words that are https:// links stay as they are, Slack shows them as links).
std::string escape_mrkdwn(std::string_view text);

// "U012AB3CD": what Slack's user ids look like.
bool user_id(std::string_view text);
// "C1H9RESGL", "D…", "G…": an id, not a name.
bool channel_id(std::string_view text);

}  // namespace closemap::slack
