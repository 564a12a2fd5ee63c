using System.Text.Json;

namespace OptPolicy.Kernels.Models;

/// <summary>What a decoder folder of our own says about itself (<c>optpolicy-model.json</c>). Immutable.</summary>
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
        var manifest = ManifestFile.Read(path, ManifestJson.Default.DecoderManifest);
        ManifestFile.CheckVersion(path, manifest.Version, CurrentVersion);
        return manifest.Spec?.Bindings is null ? throw new LocalModelException($"'{path}' describes no model. Convert the checkpoint again.") : manifest;
    }

    public void Write(string folder)
    {
        using var file = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(file, this, ManifestJson.Default.DecoderManifest);
    }
}
