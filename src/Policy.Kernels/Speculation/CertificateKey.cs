using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Everything that decides which kernels run, as one string: a certificate holds for an equal key only.</summary>
internal static class CertificateKey
{
    /// <param name="graphPath">The <c>.onnx</c> file. Its bytes count; of the external data beside it, size and time, since reading gigabytes would cost more than a certificate.</param>
    /// <param name="device">What runs it.</param>
    /// <param name="threads">Threads of a call, which decide how kernels split their work.</param>
    public static string Of(string graphPath, DeviceSelection device, int threads)
    {
        var key = new StringBuilder();
        key.Append(CultureInfo.InvariantCulture, $"certifier {ExactnessCertifier.Version}; {device.ExecutionProvider} {device.RuntimeVersion}; threads {threads}; {Processor()}; ");
        using (var graph = File.OpenRead(graphPath))
            key.Append(Convert.ToHexString(SHA256.HashData(graph)));
        var folder = Path.GetDirectoryName(Path.GetFullPath(graphPath))!;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*.data").OrderBy(static f => f.Name, StringComparer.Ordinal))
            key.Append(CultureInfo.InvariantCulture, $"; {file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}");
        return key.ToString();
    }

    private static string Processor()
    {
        var name = new StringBuilder();
        name.Append(CultureInfo.InvariantCulture, $"{RuntimeInformation.ProcessArchitecture} {Environment.ProcessorCount} {Vector512.IsHardwareAccelerated}");
        if (X86Base.IsSupported)
        {
            Append(0x80000002);
            Append(0x80000003);
            Append(0x80000004);
            var (_, features, more, evenMore) = X86Base.CpuId(7, 0);
            name.Append(CultureInfo.InvariantCulture, $" {features:x8}{more:x8}{evenMore:x8}");
        }

        return name.ToString();

        // The brand string, four letters a register.
        void Append(uint leaf)
        {
            var (a, b, c, d) = X86Base.CpuId(unchecked((int)leaf), 0);
            foreach (var register in (ReadOnlySpan<int>)[a, b, c, d])
                name.Append(Encoding.ASCII.GetString(BitConverter.GetBytes(register)).TrimEnd('\0'));
        }
    }
}
