using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;

namespace OptPolicy.Language.Binding;

/// <summary>Declarations and imports that nothing names. Silent where a mistake may hide the use.</summary>
internal static class UnusedDeclarations
{
    public static void Report(IReadOnlyList<FileScope> files, Resolution resolution)
    {
        foreach (var file in files)
        {
            if (file.File.HasGaps || file.Diagnostics.Bag.HasErrorsIn(file.File.Path))
                continue;

            ReportImports(file);
            if (!file.IsImported && file.Policies.Count > 0)
                ReportSymbols(file, file.Declared, resolution);
            foreach (var policy in file.Policies.Where(static p => !p.IsExtended))
                ReportSymbols(file, policy.Members, resolution);
        }
    }

    private static void ReportSymbols(FileScope file, IEnumerable<Symbol> symbols, Resolution resolution)
    {
        foreach (var symbol in symbols)
        {
            if (symbol.Kind is not (SymbolKinds.Model or SymbolKinds.Extern or SymbolKinds.Embedder or SymbolKinds.Verifier or SymbolKinds.Cascade) || resolution.IsUsed(symbol))
                continue;
            var statement = symbol.Statement!.Syntax;
            var whole = Text.TextSpan.FromBounds(statement.Span.Start, Math.Max(statement.Span.End, statement.Body?.Span.End ?? 0));
            file.Diagnostics.Report(DiagnosticCatalog.UnusedDeclaration, symbol.Span, file.Diagnostics.RemoveLines($"Remove '{symbol.Name}'", whole), FileScope.KindOf(symbol), symbol.Name);
        }
    }

    private static void ReportImports(FileScope file)
    {
        foreach (var import in file.Imports)
        {
            if (import.IsUsed || import.Target is null || import.Target.File.HasGaps || import.Target.File.Tree.HasSyntaxErrors)
                continue;
            var path = import.Statement.Operand<ConstantValue>("import", "path")!;
            file.Diagnostics.Report(DiagnosticCatalog.UnusedImport, path.Syntax.Span, file.Diagnostics.RemoveLines("Remove the import", import.Statement.Syntax.Span), path.Constant.Text!);
        }
    }
}
