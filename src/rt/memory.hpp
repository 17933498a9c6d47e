// How the process treats memory it has freed.
#pragma once

namespace rt {

// Keeps freed memory for the next use, up to 32 MiB, instead of giving it back at once: bodies of some 100 KB that come
// and go otherwise cost a page fault for every 4 KiB, three times the work of moving them. Call once, before threads.
void keep_freed_memory();

}  // namespace rt
