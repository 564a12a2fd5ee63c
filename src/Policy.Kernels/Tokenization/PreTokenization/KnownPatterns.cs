using System.Text.RegularExpressions;

namespace OptPolicy.Kernels.Tokenization.PreTokenization;

/// <summary>The split patterns of widespread models, compiled at build time; the JIT-less deployments would otherwise interpret them.</summary>
internal static partial class KnownPatterns
{
    /// <summary>Far more than a text of megabytes takes; a pattern that backtracks without end stops here.</summary>
    public const int TimeoutMilliseconds = 60_000;

    private const string Gpt2Text = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    private const string Llama3Text =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    public const string QwenText =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    private const string O200KText =
        @"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    [GeneratedRegex(Gpt2Text, RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    public static partial Regex Gpt2 { get; }

    [GeneratedRegex(Llama3Text, RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex Llama3 { get; }

    [GeneratedRegex(QwenText, RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    public static partial Regex Qwen { get; }

    [GeneratedRegex(O200KText, RegexOptions.CultureInvariant, TimeoutMilliseconds)]
    private static partial Regex O200K { get; }

    public static Regex? Find(string pattern) => pattern switch
    {
        Gpt2Text => Gpt2,
        Llama3Text => Llama3,
        QwenText => Qwen,
        O200KText => O200K,
        _ => null,
    };
}
