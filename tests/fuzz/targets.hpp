/// \file  The readers of bytes that users hand in, each behind one function that a fuzzer calls with anything.
///
/// A target returns where the reader took the bytes, or refused them as users are refused: a message, exit code 2. All
/// else is a finding: another exception, a crash, what the sanitizers see, a result that contradicts itself.
#pragma once

#include <functional>
#include <map>
#include <string>

namespace heaviside::fuzz {

using Target = std::function<void(const std::string& bytes)>;

/// By name, which is that of the folder of its inputs too.
using Targets = std::map<std::string, Target>;

Targets data_targets();
Targets run_targets();
Targets grid_targets();

/// All of them.
Targets targets();

/// Does what may be refused; whether it was not.
/// \throws std::logic_error  where the refusal is not a message with exit code 2
bool accepted(const std::function<void()>& read);

/// \throws std::logic_error  where a promise is not kept
void require(bool kept, const std::string& promise);

}  // namespace heaviside::fuzz
