using System.Text.Json;
using System.Text.Json.Serialization;

namespace OptPolicy.Kernels.Models;

/// <summary>What a model folder of our own says about itself (<c>optpolicy-model.json</c>). Immutable.</summary>
/// <param name="Version">Version of this file's layout.</param>
/// <param name="Source">What the model was made from: a file or folder name.</param>
/// <param name="SourceHash">SHA-256 of the source's weights, lower-case hex; empty when it was not made from a file.</param>
/// <param name="Spec">The decoder's shape and bindings.</param>
internal sealed record DecoderManifest(int Version, string Source, string SourceHash, DecoderSpec Spec)
{
    public const string FileName = "optpolicy-model.json";

    public const int CurrentVersion = 1;

    /// <exception cref="LocalModelException">The file is damaged or newer than this version reads.</exception>
    public static DecoderManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            using var file = File.OpenRead(path);
            var manifest = JsonSerializer.Deserialize(file, DecoderManifestJson.Default.DecoderManifest);
            if (manifest?.Spec?.Bindings is null)
                throw new LocalModelException($"'{path}' describes no model. Convert the checkpoint again.");
            if (manifest.Version != CurrentVersion)
                throw new LocalModelException($"'{path}' has version {manifest.Version}; this release reads version {CurrentVersion}. Convert the checkpoint again.");
            return manifest;
        }
        catch (JsonException error)
        {
            throw new LocalModelException($"'{path}' is damaged: {error.Message} Convert the checkpoint again.", error);
        }
    }

    public void Write(string folder)
    {
        using var file = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(file, this, DecoderManifestJson.Default.DecoderManifest);
    }
}

/// <summary>Serialisation of the manifest without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DecoderManifest))]
internal sealed partial class DecoderManifestJson : JsonSerializerContext;
