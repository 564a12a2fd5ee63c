using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OptPolicy.Kernels.Models;

/// <summary>Reads the manifests of our own model folders.</summary>
internal static class ManifestFile
{
    /// <exception cref="LocalModelException">The file is not what it should be.</exception>
    public static T Read<T>(string path, JsonTypeInfo<T> type)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, type) ?? throw new JsonException("It holds null.");
        }
        catch (JsonException error)
        {
            throw new LocalModelException($"'{path}' is damaged: {error.Message} Convert the checkpoint again.", error);
        }
    }

    /// <exception cref="LocalModelException">Another release wrote the file.</exception>
    public static void CheckVersion(string path, int version, int current)
    {
        if (version != current)
            throw new LocalModelException($"'{path}' has version {version}; this release reads version {current}. Convert the checkpoint again.");
    }
}

/// <summary>Serialisation of the manifests without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DecoderManifest))]
[JsonSerializable(typeof(EncoderManifest))]
[JsonSerializable(typeof(DraftHeadManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
