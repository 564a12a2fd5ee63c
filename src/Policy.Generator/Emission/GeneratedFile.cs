namespace OptPolicy.Generator.Emission;

/// <summary>A file to add to the compilation.</summary>
internal readonly record struct GeneratedFile(string HintName, string Content);
