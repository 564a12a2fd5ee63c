using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Checking;

/// <summary>A model that stands twice in one chain of attempts.</summary>
internal static class RepeatedModelCheck
{
    public static void Report(CheckContext context, string chain, IEnumerable<(int Model, SourceSpan Span)> steps)
    {
        var first = new Dictionary<int, SourceSpan>();
        foreach (var (model, span) in steps)
        {
            if (first.TryGetValue(model, out var earlier))
            {
                var statement = context.StatementAt(span);
                var diagnostic = context.At(DiagnosticCatalog.RepeatedModel, span, context.NameOf(model), chain).WithRelated(earlier, "the first place");

                // The end of a cascade cannot simply go: another step would have to become the end.
                context.Report(statement?.Schema.Lead == "otherwise" ? diagnostic : diagnostic.WithRemoval("Remove the second place", statement));
            }
            else
            {
                first.Add(model, span);
            }
        }
    }
}
