using System.Collections.Immutable;
using OptPolicy.Language.Suppressions;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Diagnostics;

/// <summary>Collects diagnostics of one compilation. The same message about the same place is kept once. Not thread-safe.</summary>
public sealed class DiagnosticBag
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string Code, string Path, TextSpan Span, EquatableArray<string> Arguments)> _seen = [];

    public int Count => _items.Count;

    public bool HasErrors => _items.Exists(static d => d.Severity == DiagnosticSeverity.Error);

    /// <summary>Adds a diagnostic unless the same message was already reported for the same span.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (_seen.Add((diagnostic.Code, diagnostic.Path, diagnostic.Span, diagnostic.Arguments)))
            _items.Add(diagnostic);
    }

    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (var diagnostic in diagnostics)
            Add(diagnostic);
    }

    public Diagnostic Report(DiagnosticDescriptor descriptor, PolicyText text, TextSpan span, params string[] arguments)
    {
        var diagnostic = Diagnostic.Create(descriptor, text, span, arguments);
        Add(diagnostic);
        return diagnostic;
    }

    /// <summary>Takes out what the files suppress, and adds what is wrong with their suppressions.</summary>
    public void Suppress(SuppressionFilter suppressions)
    {
        ArgumentNullException.ThrowIfNull(suppressions);
        ImmutableArray<Diagnostic> left = suppressions.Apply([.. _items]);
        _items.Clear();
        _items.AddRange(left);
    }

    /// <summary>Whether a file has errors, those about statements that are not available aside.</summary>
    internal bool HasErrorsIn(string path) =>
        _items.Exists(d => d.Severity == DiagnosticSeverity.Error && d.Descriptor != DiagnosticCatalog.NotAvailable && string.Equals(d.Path, path, StringComparison.Ordinal));

    /// <summary>Whether an error stands inside any of these spans.</summary>
    public bool HasErrorIn(IReadOnlyList<SourceSpan> extent, Func<Diagnostic, bool> counts) =>
        _items.Exists(d => d.Severity == DiagnosticSeverity.Error && counts(d) && extent.Any(e => e.Contains(d.Location)));

    /// <summary>All diagnostics by file (in the order of <paramref name="paths"/>), then position, then code.</summary>
    public ImmutableArray<Diagnostic> ToSorted(IReadOnlyList<string> paths)
    {
        var order = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < paths.Count; i++)
            order.TryAdd(paths[i], i);

        return
        [
            .. _items
                .OrderBy(d => order.GetValueOrDefault(d.Path, int.MaxValue))
                .ThenBy(static d => d.Span.Start)
                .ThenBy(static d => d.Code, StringComparer.Ordinal),
        ];
    }
}
