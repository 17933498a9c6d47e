// The door: one binary, many verbs.
int main() { return 0; }
