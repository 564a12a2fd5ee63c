namespace OptPolicy.Language.Diagnostics;

public static partial class DiagnosticCatalog
{
    public static readonly DiagnosticDescriptor FileNotFound = Error("OPT9010", "No such file", "there is no file or folder '{0}'");

    public static readonly DiagnosticDescriptor NotUtf8 = Error("OPT9011", "Not UTF-8", "the file is not UTF-8: {0}; save it as UTF-8");

    public static readonly DiagnosticDescriptor FileUnreadable = Error("OPT9012", "Unreadable file", "the file cannot be read: {0}");

    public static readonly DiagnosticDescriptor NoPolicyFiles = Error("OPT9013", "No policy files", "no .optpolicy file below '{0}'; run 'optpolicy new' to write one");

    public static readonly DiagnosticDescriptor FileUnwritable = Error("OPT9014", "Unwritable file", "the file cannot be written: {0}; it is unchanged");

    public static readonly DiagnosticDescriptor NotFormatted = Warning("OPT9015", "Not in canonical layout", "the file is not in canonical layout; run 'optpolicy fmt'");

    public static readonly DiagnosticDescriptor TestFailed = Error("OPT9016", "Policy test failed", "test \"{0}\": {1}");

    public static readonly DiagnosticDescriptor ModelFolderNotFound = Warning("OPT9020", "Model folder not found", "there is no model folder '{0}'{1}");

    public static readonly DiagnosticDescriptor FolderWithoutModel = Warning("OPT9021", "Folder without a model", "'{0}' holds no model that can be run: {1}");
}
