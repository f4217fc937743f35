// The version every command and the control socket name.
#pragma once

namespace closemap {

inline constexpr char kVersion[] = "0.1.0";

}  // namespace closemap
