using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;

namespace OptPolicy.Language.Checking.Intents;

/// <summary>Sets of intents from which nothing, or two things at once, would be learnt.</summary>
internal static class IntentCheck
{
    private const string None = "none";

    public static void Report(IEnumerable<BoundStatement> statements, FileDiagnostics file)
    {
        BoundStatement[] sets = [.. statements.Where(static s => s.Schema.Lead is "intents" && !s.IsIncomplete)];
        foreach (var second in sets.Skip(1))
            file.Report(DiagnosticCatalog.SecondIntentSet, second.Syntax.Phrases[0].Span, sets[0].Operand<NameValue>("intents", "name")?.Name ?? "");
        foreach (var set in sets)
            Report(set, file);
    }

    private static void Report(BoundStatement set, FileDiagnostics file)
    {
        var isTrained = set.Setting("trained") is not null;
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var intent in set.Children.Where(static i => !i.IsIncomplete))
        {
            if (intent.Operand<NameValue>("intent", "name") is not { } name)
                continue;

            if (string.Equals(name.Name, None, StringComparison.OrdinalIgnoreCase))
                file.Report(DiagnosticCatalog.IntentNamedNone, name.Syntax.Span);
            if (intent.Setting("examples") is not { Value: WordsValue examples } setting)
            {
                if (!isTrained)
                    file.Report(DiagnosticCatalog.IntentWithoutExamples, name.Syntax.Span, name.Name);
                continue;
            }

            if (isTrained)
                file.Report(DiagnosticCatalog.ExamplesBesideTraining, setting.Syntax.Span, name.Name);
            else if (examples.Words.All(string.IsNullOrWhiteSpace))
                file.Report(DiagnosticCatalog.IntentWithoutExamples, setting.Syntax.Span, name.Name);
            else if (examples.Words.Length == 1)
                file.Report(DiagnosticCatalog.SingleExample, setting.Syntax.Span, name.Name);

            foreach (var example in examples.Words.Select(static e => e.Trim()).Where(static e => e.Length > 0))
            {
                if (!owners.TryAdd(example, name.Name) && owners[example] != name.Name)
                    file.Report(DiagnosticCatalog.ExampleOfTwoIntents, setting.Syntax.Span, example, owners[example], name.Name);
            }
        }
    }
}
