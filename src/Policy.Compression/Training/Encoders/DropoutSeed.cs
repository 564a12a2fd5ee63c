using static TorchSharp.torch;

namespace OptPolicy.Compression.Training.Encoders;

/// <summary>Dropout draws from the process's generator; seeding it by step makes a resumed run drop what the uninterrupted one does.</summary>
internal static class DropoutSeed
{
    public static void Set(ulong seed, int step) => random.manual_seed((long)(seed * 1_000_003 + (ulong)step));
}
