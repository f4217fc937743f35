// How this process takes memory from the kernel.
#pragma once

namespace closemap {

// The core shares its heap with no worker: waiting for each other cost a first sync a tenth of its
// time. What is free of it is kept, and large pages lie under it: the kernel hands a new page out
// when it is first touched, and in a virtual machine that can cost 10 µs, a tenth of a first sync's
// CPU. Reserves address space, not memory. A process may call it again after its
// heap has grown. Any thread; does nothing where another allocator stands in malloc's place.
void prepare_heap();

}  // namespace closemap
