// One small query at a time over each way: node latency.js COUNT NAME=HOST:PORT …; prints "NAME p50_us p99_us" lines.
// The ways take turns, so that whatever else the machine does falls on all of them.
import mysql from "mysql2/promise";

const { env } = process;
const [count, ...ways] = process.argv.slice(2);
const runs = await Promise.all(ways.map(async (way) => {
  const [name, address] = way.split("=");
  const [host, port] = address.split(":");
  const connection = await mysql.createConnection({
    host, port: Number(port), user: env.DB_USER, password: env.DB_PASSWORD, ssl: { rejectUnauthorized: false },
  });
  return { name, connection, times: [] };
}));

for (let n = 0; n < Number(count); n++) {
  for (const run of runs) {
    const start = process.hrtime.bigint();
    await run.connection.query("SELECT 1");
    run.times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
}

for (const { name, connection, times } of runs) {
  times.sort((a, b) => a - b);
  console.log(name, times[Math.floor(times.length * 0.5)].toFixed(0), times[Math.floor(times.length * 0.99)].toFixed(0));
  await connection.end();
}
