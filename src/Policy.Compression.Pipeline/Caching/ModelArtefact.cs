namespace OptPolicy.Compression.Pipeline.Caching;

/// <summary>A model in a folder that does not change any more. Immutable.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Hash">SHA-256 of its files.</param>
public sealed record ModelArtefact(string Folder, string Hash)
{
    /// <summary>Hashes a folder.</summary>
    public static ModelArtefact Of(string folder) => new(folder, ContentHash.OfModel(folder));
}
