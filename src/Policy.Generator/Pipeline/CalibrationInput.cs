using System.Text;
using Microsoft.CodeAnalysis;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Generator.Pipeline;

/// <summary>A calibration file of the project. A value, so that only an edit of it makes new code.</summary>
internal sealed record CalibrationInput(string Path, string Content)
{
    public static bool IsOne(AdditionalText file) => file.Path.EndsWith(CalibrationFile.Suffix, StringComparison.OrdinalIgnoreCase);

    public static CalibrationInput Read(AdditionalText file, CancellationToken cancellationToken) => new(file.Path, file.GetText(cancellationToken)?.ToString() ?? "");

    public CalibrationFile Parse() => CalibrationFile.Parse(Encoding.UTF8.GetBytes(Content));
}
