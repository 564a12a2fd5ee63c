using System.Collections.Immutable;
using System.Globalization;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Parsing;

/// <summary>Text to syntax tree. Never throws on any text; every error of the file is in the tree's diagnostics. Stateless and thread-safe.</summary>
public static class PolicyParser
{
    /// <summary>Files beyond this many characters are refused unread: no policy is that long, and an editor must not hang on a file opened by mistake.</summary>
    public const int LengthMax = 1024 * 1024;

    public static SyntaxTree Parse(PolicyText text)
    {
        var errors = new SyntaxErrors(text);
        if (text.Content.Length > LengthMax)
        {
            errors.Report(DiagnosticCatalog.FileTooLarge, new TextSpan(0, 0), text.Content.Length.ToString("N0", CultureInfo.InvariantCulture), LengthMax.ToString("N0", CultureInfo.InvariantCulture));
            return new SyntaxTree(text, [new Token(TokenKind.End, "", new TextSpan(text.Content.Length, 0))], [], errors.ToImmutable());
        }

        if (text.Content.Contains('\0'))
            return NotText(text, errors);
        var lexed = new Lexer(text, errors).Scan();
        var shaped = new TokenShaper(lexed.Tokens, errors).Shape();
        var statements = new TreeBuilder(shaped, lexed.Comments, errors).Build();
        return new SyntaxTree(text, [.. lexed.Tokens], statements, errors.ToImmutable()) { Comments = [.. lexed.Comments] };
    }

    /// <summary>NULs mean UTF-16 or a binary file: its words are noise, and one message says all there is to say.</summary>
    private static SyntaxTree NotText(PolicyText text, SyntaxErrors errors)
    {
        errors.Report(DiagnosticCatalog.WrongEncoding, new TextSpan(text.Content.IndexOf('\0'), 1));
        var lexed = new Lexer(text, new SyntaxErrors(text)).Scan();
        return new SyntaxTree(text, [.. lexed.Tokens], [], errors.ToImmutable()) { Comments = [.. lexed.Comments] };
    }
}
