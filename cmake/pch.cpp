// A precompiled header needs a program part to belong to; this is it.
