using System.Collections.Immutable;
using OptPolicy.Language;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>A compilation and the documents it was made from. Immutable.</summary>
internal sealed record PolicySnapshot(int Stamp, ImmutableArray<OpenDocument> Documents, PolicyCompilation Compilation)
{
    public SyntaxTree? Tree(string path) => Compilation.Trees.FirstOrDefault(tree => tree.Text.Path == path);

    public PolicyText? Text(string path) => Tree(path)?.Text;

    /// <summary>The editor's spelling of a path's URI.</summary>
    public string UriOf(string path) => Documents.FirstOrDefault(d => d.Text.Path == path)?.Uri ?? DocumentUri.FromPath(path);
}
