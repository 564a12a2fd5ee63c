using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;

namespace OptPolicy.Language.Binding;

/// <summary>Finds the calibration that a semantic cache names, and reports one that cannot be used.</summary>
internal static class CalibrationReader
{
    public static CalibrationDeclaration? Read(BoundSetting? setting, IModelFolders folders, DiagnosticBag diagnostics)
    {
        if (setting is not { Value: ConstantValue { Constant.Text: { } written } value } || folders.FindCalibration(setting.Text.Path, written) is not { } file)
            return null;

        if (!file.Exists)
        {
            var missing = Diagnostic.Create(DiagnosticCatalog.CalibrationNotFound, setting.Text, value.Syntax.Span, written, FileDiagnostics.DidYouMean(file.Suggestion));
            diagnostics.Add(file.Suggestion is { } close
                ? missing with { Fixes = [new CodeFix($"Change to '{close}'", [new TextEdit(setting.Text.Path, value.Syntax.Span, $"\"{close}\"")])] }
                : missing);
        }
        else if (file.Problem is { } problem)
        {
            diagnostics.Add(Diagnostic.Create(DiagnosticCatalog.CalibrationUnreadable, setting.Text, value.Syntax.Span, problem.At(written), problem.Message));
        }

        return file.Calibration;
    }
}
