using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace OptPolicy.Hosting;

/// <summary>What generated code may refer to: the assemblies that this process itself runs on.</summary>
internal static class PlatformReferences
{
    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];
}
