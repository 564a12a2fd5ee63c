using System.Globalization;
using System.Text;

namespace OptPolicy.Language.Syntax;

/// <summary>Reads the value out of a literal's token, so that every stage reads it alike.</summary>
public static class TokenValues
{
    extension(Token token)
    {
        /// <summary>The number in a number, quantity, money or percent token, sign included; 0 where it does not fit a decimal.</summary>
        public decimal Magnitude => decimal.TryParse(
            token.NumberText.Replace("_", "", StringComparison.Ordinal), NumberStyles.Number, CultureInfo.InvariantCulture, out var value) ? value : 0;

        /// <summary>The digits as written, with their sign: <c>-0.25</c> of <c>-$0.25</c>, <c>400</c> of <c>400ktok</c>.</summary>
        public string NumberText
        {
            get
            {
                if (token.Kind is not (TokenKind.Number or TokenKind.Quantity or TokenKind.Money or TokenKind.Percent))
                    return "";
                var text = token.Text;
                var number = new StringBuilder(text.Length);
                foreach (var c in text)
                {
                    if (char.IsAsciiDigit(c) || c is '-' or '.' or '_')
                        number.Append(c);
                    else if (char.IsLetter(c))
                        break;
                }

                return number.ToString();
            }
        }

        /// <summary>The unit of a quantity (<c>ktok</c>) or the empty string.</summary>
        public string Unit
        {
            get
            {
                if (token.Kind != TokenKind.Quantity)
                    return "";
                var start = 0;
                while (start < token.Text.Length && !char.IsLetter(token.Text[start]))
                    start++;
                return token.Text[start..];
            }
        }

        /// <summary>The text between the quotes of a string, escapes resolved; the word itself for other tokens.</summary>
        public string StringValue => token.Kind == TokenKind.String ? StringEscapes.Unescape(token.Text) : token.Text;
    }
}
