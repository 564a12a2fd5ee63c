using OptPolicy.Language.Importing;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Between the editor's URIs and the compiler's paths.</summary>
internal static class DocumentUri
{
    /// <summary>A full path for a file; any other document (an unsaved one) is its own path.</summary>
    public static string ToPath(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.IsFile
            ? Slashes(Path.GetFullPath(Uri.UnescapeDataString(parsed.LocalPath)))
            : uri;

    /// <summary>The spelling that the compiler and imports use, which Windows accepts too.</summary>
    public static string Slashes(string path) => Path.DirectorySeparatorChar == '/' ? path : ImportPath.Normalize(path);

    public static string FromPath(string path) => Path.IsPathRooted(path) ? new Uri(path).AbsoluteUri : path;
}
