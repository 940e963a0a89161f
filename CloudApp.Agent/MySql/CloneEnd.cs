namespace CloudApp.Agent.MySql;

/// <summary>How mysqld must end for a clone to be finished.</summary>
internal static class CloneEnd
{
    /// <summary>mysqld's request to be started again, which it makes when all data is there (MYSQLD_RESTART_EXIT).</summary>
    private const int Finished = 16;

    /// <exception cref="DatabaseServerException">
    /// It ended in another way. The mark of an unfinished clone stays, and the next start begins with an empty directory.
    /// </exception>
    public static void Check(int? exitCode, DatabaseServerException? failure)
    {
        if (exitCode == Finished)
            return;
        var why = $"mysqld ended with exit code {exitCode} instead of {Finished} while it cloned: the copy is not complete and is removed.";
        throw failure is null ? new DatabaseServerException(why) : new DatabaseServerException($"{why} {failure.Message}", failure);
    }
}
