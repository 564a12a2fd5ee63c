using System.Text.Json;
using System.Text.Json.Serialization;
using OptPolicy.Kernels.Decoding;
using OptPolicy.Kernels.Devices;

namespace OptPolicy.Kernels.Speculation;

/// <summary>Keeps a model's certificate in a file, so that it is made once per model, device, version and processor.</summary>
public static class CertificateFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "optpolicy-certificate.json";

    /// <summary>The stored certificate if it still holds; otherwise makes a new one and stores it where the folder can be written.</summary>
    /// <param name="folder">Where the file lies, usually the model's folder.</param>
    /// <param name="graphPath">The <c>.onnx</c> file.</param>
    /// <param name="threads">Threads of a call.</param>
    /// <param name="lane">A lane that nobody uses.</param>
    /// <param name="device">What runs it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static ExactnessCertificate ReadOrCertify(
        string folder, string graphPath, int threads, DecoderLane lane, DeviceSelection device, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var key = CertificateKey.Of(graphPath, device, threads);
        var path = Path.Combine(folder, Name);
        if (Read(path, key) is { } known)
            return known;
        var certificate = ExactnessCertifier.Certify(lane, device, time, cancellationToken);
        Write(path, new StoredCertificate(key, certificate));
        return certificate;
    }

    private static ExactnessCertificate? Read(string path, string key)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var stored = JsonSerializer.Deserialize(File.ReadAllBytes(path), CertificateJson.Default.StoredCertificate);
            return stored is { Certificate: not null } && string.Equals(stored.Key, key, StringComparison.Ordinal) ? stored.Certificate : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // A folder that cannot be written costs every start half a second, which is no reason to fail. Never half a file: another process may read.
    private static void Write(string path, StoredCertificate stored)
    {
        try
        {
            var draft = $"{path}.{Environment.ProcessId}";
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(stored, CertificateJson.Default.StoredCertificate));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}

internal sealed record StoredCertificate(string Key, ExactnessCertificate Certificate);

[JsonSourceGenerationOptions(WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StoredCertificate))]
internal sealed partial class CertificateJson : JsonSerializerContext;
