Console.WriteLine("cloudapp");
