using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Importing;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.Language.Binding;

/// <summary>Finds out what every file declares, which files they import, and which policies extend which.</summary>
internal sealed class ScopeBuilder(DiagnosticBag bag, Resolution resolution)
{
    private readonly Dictionary<string, FileScope> _byPath = new(StringComparer.Ordinal);
    private readonly List<FileScope> _files = [];

    public IReadOnlyList<FileScope> Build(IEnumerable<BoundFile> files)
    {
        foreach (var file in files)
        {
            var scope = new FileScope(file, bag);
            _files.Add(scope);
            _byPath.TryAdd(ImportPath.Normalize(file.Path), scope);
            foreach (var statement in file.Statements)
                Declare(scope, statement);
        }

        foreach (var file in _files)
            LinkImports(file);
        ImportCycles.Report(_files);
        foreach (var file in _files)
        {
            foreach (var policy in file.Policies)
                LinkParent(file, policy);
        }

        BreakExtensionCycles();
        return _files;
    }

    private void Declare(FileScope scope, BoundStatement statement)
    {
        switch (statement.Schema.Lead)
        {
            case "model":
                Declare(scope, statement, SymbolKinds.Model);
                break;
            case "embedder":
                Declare(scope, statement, SymbolKinds.Embedder);
                break;
            case "verifier":
                Declare(scope, statement, SymbolKinds.Verifier);
                break;
            case "extern" when statement.Operand<SignatureValue>("extern", "signature") is { } signature:
                Declare(scope, new Symbol(SymbolKinds.Extern, signature.Name.Path, statement.Text, signature.Name.Span) { Statement = statement });
                break;
            case "intents":
                foreach (var intent in statement.Children)
                    Declare(scope, intent, SymbolKinds.Intent);
                break;
            case "policy" when Declare(scope, statement, SymbolKinds.Policy) is { } symbol:
                var policy = new PolicyScope(scope, statement, symbol);
                scope.Policies.Add(policy);
                DeclareMembers(scope, policy);
                break;
        }
    }

    private Symbol? Declare(FileScope scope, BoundStatement statement, SymbolKinds kind)
    {
        if (statement.Operand<NameValue>(statement.Schema.Lead, "name") is not { } name)
            return null;
        var symbol = new Symbol(kind, name.Name, statement.Text, name.Path.Span) { Statement = statement };
        Declare(scope, symbol);
        return symbol;
    }

    private void Declare(FileScope scope, Symbol symbol)
    {
        scope.Declare(symbol);
        resolution.Define(symbol);
    }

    private void DeclareMembers(FileScope scope, PolicyScope policy)
    {
        foreach (var statement in policy.Statement.Children)
        {
            if (statement.Schema.Lead is "cascade")
                DeclareMember(scope, policy, statement, SymbolKinds.Cascade);
            foreach (var rule in statement.Children.Where(static s => s.Schema.Lead is "rule"))
                DeclareMember(scope, policy, rule, SymbolKinds.Rule);
        }
    }

    private void DeclareMember(FileScope scope, PolicyScope policy, BoundStatement statement, SymbolKinds kind)
    {
        if (statement.Operand<NameValue>(statement.Schema.Lead, "name") is not { } name)
            return;

        var symbol = new Symbol(kind, name.Name, statement.Text, name.Path.Span) { Statement = statement, Container = policy.Symbol };
        var first = policy.Members.FirstOrDefault(m => m.Kind == kind && string.Equals(m.Name, name.Name, StringComparison.Ordinal))
            ?? (kind == SymbolKinds.Cascade ? scope.FindOwn(name.Name, SymbolKinds.Model) : null);
        if (first is not null)
        {
            scope.Diagnostics.Report(DiagnosticCatalog.DuplicateName, symbol.Span, scope.Diagnostics.At(first.Span, "the first one"), FileScope.KindOf(symbol), symbol.Name);
            return;
        }

        policy.Add(symbol);
        resolution.Define(symbol);
    }

    private void LinkImports(FileScope scope)
    {
        foreach (var statement in scope.File.Statements.Where(static s => s.Schema.Lead is "import"))
        {
            if (statement.Operand<ConstantValue>("import", "path") is not { } path)
                continue;

            var target = _byPath.GetValueOrDefault(ImportPath.Resolve(scope.File.Path, path.Constant.Text!));
            if (target is null)
                ReportMissing(scope, path);
            else if (!ReferenceEquals(target, scope))
                target.IsImported = true;

            var alias = statement.Operand<NameValue>("as", "alias");
            var symbol = alias is null ? null : new Symbol(SymbolKinds.ImportAlias, alias.Name, statement.Text, alias.Path.Span) { Statement = statement };
            if (symbol is not null)
                Declare(scope, symbol);
            var import = new FileImport(statement, target, alias?.Name, symbol, alias?.Path);
            if (target is not null && alias is null)
                ReportClashes(scope, import);
            scope.Imports.Add(import);
        }
    }

    private void ReportMissing(FileScope scope, ConstantValue path)
    {
        var written = path.Constant.Text!;
        var known = _files.Where(f => f != scope).Select(f => ImportPath.Relative(scope.File.Path, f.File.Path)).ToArray();
        var fileName = written[(written.LastIndexOf('/') + 1)..];
        var suggestion = Spelling.Closest(written, known) ?? known.FirstOrDefault(k => k.EndsWith("/" + fileName, StringComparison.Ordinal) || k == fileName);
        var fix = suggestion is null ? null : scope.Diagnostics.Replace(path.Syntax.Span, $"\"{suggestion}\"");
        scope.Diagnostics.Report(DiagnosticCatalog.ImportNotFound, path.Syntax.Span, fix, written, FileDiagnostics.DidYouMean(suggestion));
    }

    /// <summary>Names that come in without an alias must not mean two things.</summary>
    private static void ReportClashes(FileScope scope, FileImport import)
    {
        foreach (var symbol in import.Target!.Declared.Where(static s => s.Kind != SymbolKinds.ImportAlias))
        {
            var (other, _) = scope.Find(symbol.Name, (SymbolKinds)short.MaxValue);
            if (other is not null && other != symbol)
            {
                scope.Diagnostics.Report(DiagnosticCatalog.DuplicateName, import.Statement.Syntax.Phrases[0].Span, new RelatedLocation(other.Location, "the other one"), FileScope.KindOf(symbol), symbol.Name);
                return;
            }
        }
    }

    private void LinkParent(FileScope file, PolicyScope policy)
    {
        if (policy.Statement.Operand<NameValue>("extends", "policy") is not { } parent)
            return;

        var symbol = new NameLookup(file, null, resolution).Resolve(parent.Path, SymbolKinds.Policy);
        if (symbol is null)
            return;
        policy.Parent = _files.SelectMany(static f => f.Policies).FirstOrDefault(p => p.Symbol == symbol);
        if (policy.Parent is not null)
            policy.Parent.IsExtended = true;
    }

    private void BreakExtensionCycles()
    {
        foreach (var policy in _files.SelectMany(static f => f.Policies))
        {
            var chain = new List<PolicyScope> { policy };
            for (var next = policy.Parent; next is not null && !chain.Contains(next); next = next.Parent)
                chain.Add(next);
            if (chain[^1].Parent != policy)
                continue;

            var syntax = policy.Statement.Operand<NameValue>("extends", "policy")!.Path;
            var names = string.Join(" → ", chain.Append(policy).Select(static p => p.Symbol.Name));
            policy.File.Diagnostics.Report(DiagnosticCatalog.ExtendsCycle, syntax.Span, names);
            policy.Parent = null;
        }
    }
}
