using System.Text.Json;

namespace OptPolicy.Kernels.Models;

/// <summary>What a draft head's folder says about itself (<c>optpolicy-head.json</c>). Immutable.</summary>
/// <param name="Version">Version of this file's layout.</param>
/// <param name="Source">What the head was made from: a folder name.</param>
/// <param name="SourceHash">SHA-256 of the source's weights, lower-case hex; empty when it was not made from a file.</param>
/// <param name="Spec">The head's shape and bindings.</param>
internal sealed record DraftHeadManifest(int Version, string Source, string SourceHash, DraftHeadSpec Spec)
{
    public const string FileName = "optpolicy-head.json";

    public const int CurrentVersion = 1;

    /// <exception cref="LocalModelException">The file is damaged or newer than this version reads.</exception>
    public static DraftHeadManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var manifest = ManifestFile.Read(path, ManifestJson.Default.DraftHeadManifest);
        ManifestFile.CheckVersion(path, manifest.Version, CurrentVersion);
        return manifest.Spec is null ? throw new LocalModelException($"'{path}' describes no head. Convert the checkpoint again.") : manifest;
    }

    public void Write(string folder)
    {
        using var file = File.Create(Path.Combine(folder, FileName));
        JsonSerializer.Serialize(file, this, ManifestJson.Default.DraftHeadManifest);
    }
}
