using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Binding;

/// <summary>Identifies what a policy does, in every cache key and trace: equal behaviour text, equal hash, whatever the layout, comments and tests.</summary>
internal static class PolicyHash
{
    /// <param name="policy">The effective policy.</param>
    /// <param name="declarations">The models, embedders, verifier and intents that it uses.</param>
    /// <param name="calibration">What its calibration file says, which no statement does.</param>
    public static string Of(BoundStatement policy, ImmutableArray<BoundStatement> declarations, CalibrationDeclaration? calibration)
    {
        var content = new StringBuilder();
        AppendBody(content, policy);
        foreach (var declaration in declarations)
            Append(content, declaration);
        if (calibration is not null)
            AppendCalibration(content, calibration);
        return Hashed(content);
    }

    /// <summary>Identifies one statement with its block.</summary>
    public static string Of(BoundStatement statement)
    {
        var content = new StringBuilder();
        Append(content, statement);
        return Hashed(content);
    }

    private static void AppendCalibration(StringBuilder content, CalibrationDeclaration calibration)
    {
        foreach (var number in (ReadOnlySpan<double>)[calibration.Level, calibration.Slope, calibration.LevelVariance, calibration.Covariance, calibration.SlopeVariance, calibration.Labels])
            content.Append(number.ToString("R", CultureInfo.InvariantCulture)).Append(' ');
        content.Append(calibration.Embedder).Append('\n');
    }

    private static string Hashed(StringBuilder content) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString()))).ToLowerInvariant();

    private static void Append(StringBuilder content, BoundStatement statement)
    {
        foreach (var phrase in statement.Phrases)
        {
            // A reason is a remark to readers.
            if (phrase.Schema.Keyword is not "because")
                AppendCanonical(content, statement.Text, phrase.Syntax.Span);
        }

        content.Append("{\n");
        AppendBody(content, statement);
        content.Append("}\n");
    }

    private static void AppendBody(StringBuilder content, BoundStatement statement)
    {
        foreach (var setting in statement.Settings.OrderBy(static s => s.Syntax.Name, StringComparer.Ordinal))
        {
            AppendCanonical(content, setting.Text, setting.Syntax.Span);
            content.Append('\n');
        }

        foreach (var child in statement.Children)
        {
            if (child.Schema.Lead is not "test")
                Append(content, child);
        }
    }

    /// <summary>Tokens with one space between them.</summary>
    private static void AppendCanonical(StringBuilder content, PolicyText text, TextSpan span)
    {
        var inString = false;
        var gap = false;
        var source = text.Content;
        for (var i = span.Start; i < span.End && i < source.Length; i++)
        {
            var c = source[i];
            if (!inString && char.IsWhiteSpace(c))
            {
                gap = true;
                continue;
            }

            if (!inString && c == '/' && i + 1 < span.End && source[i + 1] == '/')
            {
                while (i + 1 < span.End && source[i + 1] is not '\n')
                    i++;
                gap = true;
                continue;
            }

            if (c == '"' && (i == span.Start || source[i - 1] != '\\'))
                inString = !inString;
            if (gap)
                content.Append(' ');
            gap = false;
            content.Append(c);
        }

        content.Append(' ');
    }
}
