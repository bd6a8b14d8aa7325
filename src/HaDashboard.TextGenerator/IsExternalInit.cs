namespace System.Runtime.CompilerServices;

// netstandard2.0 has no such type, and the compiler needs it for records.
internal static class IsExternalInit;
