namespace SupportSample.Traffic;

/// <summary>A traffic file that cannot be used; the message says where and why.</summary>
internal sealed class TrafficException(string message, Exception? inner = null) : Exception(message, inner);
