using System.Runtime.CompilerServices;
using OptPolicy.Language;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.LanguageServer.Workspace;

/// <summary>Compiles on demand and keeps the last result of each kind. Thread-safe.</summary>
internal sealed class PolicyWorkspace(PolicyFiles files)
{
    private static readonly DiskModelFolders Folders = new();

    private readonly Lock _gate = new();

    // A text that did not change is not parsed again.
    private readonly ConditionalWeakTable<PolicyText, SyntaxTree> _trees = [];
    private PolicySnapshot? _open;
    private PolicySnapshot? _everything;

    public PolicyFiles Files => files;

    /// <summary>The open documents and what they import: for answers about one place.</summary>
    public PolicySnapshot Open(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _open = Refresh(_open, static files => files.Open.Keys, cancellationToken);
        }
    }

    /// <summary>Every policy file of the workspace: for answers that must not miss a use.</summary>
    public PolicySnapshot Everything(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _everything = Refresh(_everything, static files => files.All(), cancellationToken);
        }
    }

    private PolicySnapshot Refresh(PolicySnapshot? last, Func<PolicyFiles, IEnumerable<string>> roots, CancellationToken cancellationToken)
    {
        var stamp = files.Stamp;
        if (last?.Stamp == stamp)
        {
            return last;
        }

        var documents = files.Open.Values.OrderBy(static d => d.Text.Path, StringComparer.Ordinal);
        var texts = roots(files).Order(StringComparer.Ordinal).Select(files.Read).OfType<PolicyText>();
        var closure = ImportClosure.Load([.. texts], files.Read);
        return new PolicySnapshot(stamp, [.. documents], PolicyCompiler.Compile([.. closure.Select(text => _trees.GetValue(text, PolicyParser.Parse))], Folders, cancellationToken));
    }
}
