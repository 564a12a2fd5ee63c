using System.Text.RegularExpressions;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>Semantic caches that serve one user's answers to another, skip a tool's work, or give a secret away.</summary>
internal static partial class SemanticCacheCheck
{
    public static void Report(CheckContext context)
    {
        if (context.Policy.SemanticCache is not { } cache || context.StatementAt(cache.Span) is not { } statement)
        {
            return;
        }

        ReportScope(context, statement);
        ReportTools(context, cache, statement);
        ReportStore(context, statement);
        if (context.Policy.ExactCache is null)
        {
            var indent = StatementEdits.Indentation(statement.Text, statement.Syntax.Span.Start);
            context.Report(context.At(DiagnosticCatalog.SemanticWithoutExact, Keyword(statement))
                .WithFix("Add 'cache exact'", new TextEdit(statement.Text.Path, new TextSpan(statement.Syntax.Span.Start, 0), $"cache exact\n{indent}")));
        }
    }

    /// <summary>The first words of a cache's statement.</summary>
    public static SourceSpan Keyword(BoundStatement cache) => cache.Text.Locate(cache.Syntax.Phrases[0].Span);

    private static void ReportScope(CheckContext context, BoundStatement cache)
    {
        if (cache.Setting("scope") is { Value: WordsValue scope } && !scope.Words.Contains("tenant") && !scope.Words.Contains("user") && !scope.Words.Contains("session"))
        {
            var insertion = new TextEdit(cache.Text.Path, new TextSpan(scope.Syntax.Span.Start + 1, 0), scope.Words.IsEmpty ? "tenant" : "tenant, ");
            context.Report(Diagnostic.Create(DiagnosticCatalog.CacheMixesTenants, cache.Text, scope.Syntax.Span).WithFix("Add 'tenant' to the scope", insertion));
        }
    }

    private static void ReportTools(CheckContext context, SemanticCacheDeclaration cache, BoundStatement statement)
    {
        var space = context.Route.Space;
        var cached = cache.Bypass.Items.Aggregate(space.All, (set, bypass) => space.Except(set, space.Where(bypass)));
        if (space.WhereFlag(cached, "has_tools", value: true) is { IsEmpty: true } or { IsUndecided: true })
        {
            return;
        }

        var caller = context.Policy.Rules.Items.SelectMany(r => ServingAnalysis.Candidates(context.Policy, r)).Select(i => context.Policy.Models[i]).FirstOrDefault(static m => m.Supports("tools"));
        if (caller is not null)
        {
            context.Report(context.At(DiagnosticCatalog.CachedToolRequests, Keyword(statement), caller.Name)
                .WithRelated(caller.NameSpan, $"model '{caller.Name}'")
                .WithFix("Add 'bypass when has_tools'", Bypass(statement)));
        }
    }

    private static TextEdit Bypass(BoundStatement cache) => StatementEdits.Append(cache, "bypass when has_tools")
        ?? new TextEdit(cache.Text.Path, new TextSpan(cache.Syntax.Span.End, 0), $" {{\n{StatementEdits.Indentation(cache.Text, cache.Syntax.Span.Start)}  bypass when has_tools\n{StatementEdits.Indentation(cache.Text, cache.Syntax.Span.Start)}}}");

    private static void ReportStore(CheckContext context, BoundStatement cache)
    {
        if (cache.Setting("store") is { Value: FunctionValue { Function.Name: "redis" or "postgres", Arguments: [ConstantValue { Constant.Text: { } connection } argument] } store }
            && Secret().IsMatch(connection))
        {
            context.Report(Diagnostic.Create(DiagnosticCatalog.StoreHoldsPassword, cache.Text, argument.Syntax.Span, store.Function.Name));
        }
    }

    // `Password=…` of connection strings, and user:password@ of addresses.
    [GeneratedRegex(@"(^|[;,\s])(password|pwd)\s*=\s*[^;,\s]|://[^/@\s]*:[^/@\s]+@", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
