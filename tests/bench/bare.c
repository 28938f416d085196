/* SPDX-License-Identifier: MIT */
/* A program that does nothing. It measures the cost of starting a process. */
int
main(void)
{
	return 0;
}
