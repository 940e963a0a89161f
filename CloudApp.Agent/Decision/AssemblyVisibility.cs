using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("CloudApp.Tests")]
