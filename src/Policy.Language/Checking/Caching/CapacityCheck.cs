using System.Globalization;
using OptPolicy.Language.Binding;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Checking.Caching;

/// <summary>How much a semantic cache may hold, against what that takes.</summary>
internal static class CapacityCheck
{
    /// <summary>Of the encoder that is part of this library, and of many like it.</summary>
    private const int UsualDimensions = 384;

    /// <summary>Ids, expiry, hits and the place in the index of one entry, in bytes; its vector comes on top.</summary>
    private const long EntryBytes = 256;

    private const long PlentyOfBytes = 4L << 30;

    public static void Report(CheckContext context)
    {
        if (context.Policy.SemanticCache is not { } cache || context.StatementAt(cache.Span) is not { } statement)
        {
            return;
        }

        var capacity = (long)(cache.Capacity.Tunable is { } tunable ? context.Policy.Tunables[tunable].High.Number : cache.Capacity.Value.Number);
        if (cache.CapacityPerScope is { } quota && quota >= capacity && statement.Setting("capacity_per_scope") is { } setting)
        {
            context.Report(Diagnostic.Create(DiagnosticCatalog.QuotaWithoutEffect, statement.Text, setting.Value.Syntax.Span, Text(quota), Text(capacity))
                .WithFix("Remove 'capacity_per_scope'", StatementEdits.Remove(statement.Text, setting.Syntax.Span)));
        }

        // A byte a component, and a bit more of it for the first look.
        var dimensions = context.Policy.Embedders[cache.Embedder].Dimensions ?? UsualDimensions;
        var bytes = capacity * (EntryBytes + (dimensions * 9L / 8));
        if (cache.Store.Kind is "local" && bytes > PlentyOfBytes && statement.Setting("capacity") is { Value: ConstantValue written })
        {
            var size = string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.#} GiB");
            context.Report(Diagnostic.Create(DiagnosticCatalog.CapacityBeyondMemory, statement.Text, written.Syntax.Span, Text(capacity), Text(dimensions), size));
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
