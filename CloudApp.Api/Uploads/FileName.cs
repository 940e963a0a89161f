using CloudApp.Api.Problems;

namespace CloudApp.Api.Uploads;

/// <summary>
/// The client's file name. It is never stored and names nothing here; one that tries to be a path is refused all the same,
/// because nobody sends it by accident.
/// </summary>
internal static class FileName
{
    private const int CharactersMax = 255;

    /// <summary>Refuses what is no plain file name.</summary>
    /// <exception cref="ProblemException">It holds path or control characters, or is too long.</exception>
    internal static void Check(string fileName)
    {
        if (fileName.Length > CharactersMax) throw new ProblemException(UploadProblems.FileNameInvalid.With($"It is longer than {CharactersMax} characters."));
        if (fileName is "." or ".." || fileName.Any(c => c is '/' or '\\' || char.IsControl(c)))
            throw new ProblemException(UploadProblems.FileNameInvalid);
    }
}
