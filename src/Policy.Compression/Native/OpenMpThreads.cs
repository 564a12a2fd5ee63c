using System.Runtime.InteropServices;

namespace OptPolicy.Compression.Native;

/// <summary>
/// OpenMP's threads spin at barriers by default. Beside any other load that makes two threads several times slower than one,
/// so waiting threads sleep unless the user said otherwise.
/// </summary>
internal static partial class OpenMpThreads
{
    /// <summary>Takes effect when libgomp is loaded, which reads the process's own environment: .NET keeps a copy of it.</summary>
    public static void SleepWhileWaiting()
    {
        if (OperatingSystem.IsLinux())
            _ = SetVariable("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
